/**
 * Trained classifiers in the forms that other programs read: ONNX, and PyTorch's own.
 *
 * <p>Owns the rule that says for each layer what it is in ONNX, and the check of a written file by
 * ONNX Runtime. May import {@code dev.graft.train}, {@code dev.graft.backbone}, {@code
 * dev.graft.data}, {@code dev.graft.torch}, {@code dev.graft.files}, the ONNX classes and the JDK;
 * never comparison or the program.
 */
package dev.graft.export;
