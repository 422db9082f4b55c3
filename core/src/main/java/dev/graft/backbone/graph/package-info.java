/**
 * Graphs of other programs as frozen backbones.
 *
 * <p>Owns how an ONNX file is read, cut at a value, made into images [N, 3, S, S] to features [N,
 * D] and run. Knows no architecture. May import {@code torch} and the classes of ONNX; never the
 * rest of {@code backbone}.
 */
package dev.graft.backbone.graph;
