package dev.graft.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.tensors.StoredTensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What ONNX Runtime computes of one layer, exported by its rule. */
public final class LayerInOnnx {

  private LayerInOnnx() {}

  /**
   * The output for {@code input} of that shape, row-major.
   *
   * @param patches that an image has a side, where the layer's tokens are patches
   */
  public static float[] run(
      Layer layer,
      List<StoredTensor> weights,
      boolean folded,
      OptionalInt patches,
      float[] input,
      long... shape)
      throws OrtException {
    var graph = new OnnxGraph(weights, folded, patches);
    graph.node("output", "Identity", List.of(OnnxRules.add(layer, "input", graph)));
    GraphProto.Builder proto =
        graph
            .proto()
            .setName("layer")
            .addInput(value("input", shape.length))
            .addOutput(ValueInfoProto.newBuilder().setName("output").setType(floats(null)));
    byte[] model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .setGraph(proto)
            .build()
            .toByteArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
        OrtSession.Result result = session.run(Map.of("input", tensor))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] output = new float[values.remaining()];
      values.get(output);
      return output;
    }
  }

  private static ValueInfoProto value(String name, int dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < dimensions; i++) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d" + i));
    }
    return ValueInfoProto.newBuilder().setName(name).setType(floats(shape)).build();
  }

  private static TypeProto floats(TensorShapeProto.Builder shape) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber());
    if (shape != null) {
      tensor.setShape(shape);
    }
    return TypeProto.newBuilder().setTensorType(tensor).build();
  }
}
