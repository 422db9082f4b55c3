/**
 * The driver of {@code bench/run}: it starts every system in a process of its own, lets them work
 * in turn, and writes what came of it. No part of the program; nothing imports it.
 */
package dev.graft.bench;
