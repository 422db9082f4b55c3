/**
 * Work in processes of its own, a piece at a time when the driver says so, and the formulas from
 * which weights and images are made. Beside Graft's library it names libtorch, for the machine's
 * peak: the same libtorch as Graft's, without Graft.
 */
package dev.graft.bench.work;
