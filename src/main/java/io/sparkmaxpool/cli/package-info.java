/**
 * The command line: {@link io.sparkmaxpool.cli.Main}, and one small class a command. The only place
 * that makes a Spark session and the only one that ends the process.
 */
package io.sparkmaxpool.cli;
