/**
 * Bringing files of weights onto this machine.
 *
 * <p>Owns how a file is downloaded whole, what names one on the Hugging Face hub, and where Graft,
 * PyTorch and the hub keep what they downloaded. Knows no architecture. May import {@code files}
 * and the JDK; never the rest of {@code backbone}.
 */
package dev.graft.backbone.fetch;
