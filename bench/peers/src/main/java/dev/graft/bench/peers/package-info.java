/**
 * Workers that run other systems in processes of their own. May import those systems and {@code
 * bench.work}'s protocol; nothing else of Graft.
 */
package dev.graft.bench.peers;
