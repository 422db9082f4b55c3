/**
 * The architectures that Graft knows, a family in a file.
 *
 * <p>Owns what each is made of, under the names, shapes and outputs of torchvision and timm, and
 * which weights are published for it. May import {@code dev.graft.backbone}, {@code
 * dev.graft.torch}, {@code dev.graft.data} and the JDK. {@code META-INF/services} names each
 * family; nothing else does.
 */
package dev.graft.backbone.family;
