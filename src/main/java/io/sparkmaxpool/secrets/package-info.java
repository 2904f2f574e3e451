/** What must not be told. Knows no other package, so that every one can ask it. */
package io.sparkmaxpool.secrets;
