package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary positions in two dimensions (Su et al., 2021, arXiv 2104.09864): queries and keys of each
 * patch are turned by angles of its row and its column; tokens before the patches are not.
 *
 * @param kind how angles are made and applied
 * @param prefix how many tokens stand before the patches
 * @param rows of patches; 0 where they are a square
 */
public record Rotary(Kind kind, int prefix, int rows) {

  /** How angles are made and applied. */
  public enum Kind {
    /**
     * EVA-02 (Fang et al., 2023): places from 0 to 16 exclusive, rates 10000^(-k/n), neighbouring
     * values are a pair.
     */
    INTERLEAVED,
    /**
     * DINOv3 (Simeoni et al., 2025): places between -1 and 1, turned by 2 pi, rates 100^(-k/n);
     * value i and i + d/2 are a pair.
     */
    HALVES
  }

  private static final double REFERENCE = 16;

  private record Grid(Kind kind, int rows, int columns, int width) {}

  private static final Map<Grid, double[]> ANGLES = new ConcurrentHashMap<>();

  /** Of a square of patches. */
  public Rotary(Kind kind, int prefix) {
    this(kind, prefix, 0);
  }

  /** Queries or keys [N, heads, T, d], turned. */
  org.bytedeco.pytorch.Tensor turn(org.bytedeco.pytorch.Tensor x) {
    long patches = x.size(2) - prefix;
    int d = Math.toIntExact(x.size(3));
    double[] angles = angles(Math.toIntExact(patches), d);
    var table = Tensor.of(angles, patches, d).handle();
    var places = x.narrow(2, prefix, patches);
    var cosines = table.cos().to(x.scalar_type());
    var sines = table.sin().to(x.scalar_type());
    var turned = places.mul(cosines).add(partners(places).mul(sines));
    return prefix == 0 ? turned : torch.cat(new TensorVector(x.narrow(2, 0, prefix), turned), 2);
  }

  /** What the sine of an angle multiplies: of each pair (a, b), (-b, a). */
  private org.bytedeco.pytorch.Tensor partners(org.bytedeco.pytorch.Tensor x) {
    long d = x.size(3);
    if (kind == Kind.HALVES) {
      return torch.cat(new TensorVector(x.narrow(3, d / 2, d / 2).neg(), x.narrow(3, 0, d / 2)), 3);
    }
    var pairs = x.reshape(x.size(0), x.size(1), x.size(2), d / 2, 2);
    return torch
        .stack(new TensorVector(pairs.select(4, 1).mul(new Scalar(-1)), pairs.select(4, 0)), -1)
        .flatten(3, 4);
  }

  /** The angle of each value of each patch, row-major [patches, d]. */
  public double[] angles(int patches, int d) {
    int high = rows == 0 ? Positions.square(patches) : rows;
    return ANGLES.computeIfAbsent(new Grid(kind, high, patches / high, d), Rotary::made);
  }

  private static double[] made(Grid grid) {
    int n = grid.width() / 4; // rates for each axis
    double[] angles = new double[grid.rows() * grid.columns() * grid.width()];
    for (int at = 0; at < angles.length; at++) {
      int patch = at / grid.width();
      int value = at % grid.width();
      int pair = grid.kind() == Kind.HALVES ? value % (2 * n) : value / 2;
      boolean row = pair < n; // rates of rows come first
      int place = row ? patch / grid.columns() : patch % grid.columns();
      int places = row ? grid.rows() : grid.columns();
      double rate = (double) (pair % n) / n;
      angles[at] =
          grid.kind() == Kind.HALVES
              ? 2 * Math.PI * (2 * (place + 0.5) / places - 1) / Math.pow(100, rate)
              : place * REFERENCE / places / Math.pow(10_000, rate);
    }
    return angles;
  }
}
