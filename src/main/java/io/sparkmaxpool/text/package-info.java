/** What may stand in a line for a person: one line, and no secrets. */
package io.sparkmaxpool.text;
