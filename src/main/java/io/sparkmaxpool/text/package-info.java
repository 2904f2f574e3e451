/** What may stand in a line for a person. */
package io.sparkmaxpool.text;
