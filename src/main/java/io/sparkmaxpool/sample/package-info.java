/**
 * The demonstration datasets: small drawn pictures in the formats the job reads, the same on every
 * machine. Needs nothing but the JDK and {@code tensor}.
 */
package io.sparkmaxpool.sample;
