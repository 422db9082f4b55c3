/**
 * Image transfer learning: data, backbones, training, comparison, export.
 *
 * <p>Begin at {@link dev.graft.data.Dataset}, {@link dev.graft.backbone.Backbone} and {@link
 * dev.graft.train.Classifier}. Packages that are not exported are for Graft's own program and may
 * change.
 */
module dev.graft {
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires static com.microsoft
      .onnxruntime; // the library goes without, but for OnnxCheck and Backbone.onnx
  requires transitive java.desktop; // BufferedImage
  requires java.management;
  requires java.net.http;
  requires jdk.management;
  requires org.apache.commons.compress;
  requires org.apache.commons.csv;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.interval;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.opencv;
  requires org.bytedeco.pytorch;
  requires org.tribuo.util.onnx;
  requires pickle;

  uses dev.graft.backbone.Family;

  provides dev.graft.backbone.Family with
      dev.graft.backbone.family.ResNet,
      dev.graft.backbone.family.MobileNetV2,
      dev.graft.backbone.family.ResNetV2,
      dev.graft.backbone.family.RegNet,
      dev.graft.backbone.family.EfficientNet,
      dev.graft.backbone.family.MobileNetV3,
      dev.graft.backbone.family.MobileNetV4,
      dev.graft.backbone.family.ConvNeXt,
      dev.graft.backbone.family.VisionTransformer,
      dev.graft.backbone.family.Dino,
      dev.graft.backbone.family.Eva,
      dev.graft.backbone.family.Clip,
      dev.graft.backbone.family.Swin;

  exports dev.graft.backbone;
  exports dev.graft.backbone.fetch;
  exports dev.graft.compare;
  exports dev.graft.compare.record;
  exports dev.graft.data;
  exports dev.graft.data.image;
  exports dev.graft.data.loading;
  exports dev.graft.data.source;
  exports dev.graft.export;
  exports dev.graft.torch;
  exports dev.graft.torch.compute;
  exports dev.graft.torch.layers;
  exports dev.graft.train;
  exports dev.graft.train.cache;
  exports dev.graft.train.evaluation;
  exports dev.graft.train.record;
  exports dev.graft.train.strategy;
}
