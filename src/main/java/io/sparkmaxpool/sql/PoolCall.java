package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A pooling as a function, in one of its variants. */
record PoolCall(PoolOperation operation, Variant variant) implements SqlFunction {

  /** What a function of a pooling gives, and what its name adds to PyTorch's. */
  enum Variant {
    VALUES("", ""),
    TRY_VALUES("try_", ""),
    VALUES_AND_INDICES("", "_with_indices"),
    TRY_VALUES_AND_INDICES("try_", "_with_indices"),
    ERROR("", "_error");

    private final String prefix;
    private final String suffix;

    Variant(String prefix, String suffix) {
      this.prefix = prefix;
      this.suffix = suffix;
    }

    boolean givesIndices() {
      return this == VALUES_AND_INDICES || this == TRY_VALUES_AND_INDICES;
    }

    private Failure failure() {
      return this == VALUES || this == VALUES_AND_INDICES ? Failure.THROWS : Failure.GIVES_NULL;
    }
  }

  @Override
  public String sqlName() {
    return variant.prefix + operation.torchName() + variant.suffix;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(Parameter.TENSOR);
    parameters.addAll(operation.parameters());
    return parameters;
  }

  @Override
  public String meaning() {
    return switch (variant) {
      case VALUES -> operation.meaning();
      case VALUES_AND_INDICES ->
          "As %s, with the place h * W + w of every result in its plane: struct<values, indices>."
              .formatted(operation.torchName());
      case TRY_VALUES ->
          "As %s, but NULL where a tensor does not suit.".formatted(operation.torchName());
      case TRY_VALUES_AND_INDICES ->
          "As %s_with_indices, but NULL where a tensor does not suit."
              .formatted(operation.torchName());
      case ERROR ->
          "The text that %s fails with for this tensor, or NULL.".formatted(operation.torchName());
    };
  }

  @Override
  public Example example() {
    String parameters = operation.exampleParameters();
    String call = "_FUNC_(tensor(array(1f, 2f, 3f, 4f), array(1, 2, 2)), " + parameters + ")";
    return switch (variant) {
      case VALUES -> new Example("tensor_data(" + call + ")", operation.exampleValues());
      case VALUES_AND_INDICES ->
          new Example("tensor_data(" + call + ".indices)", operation.exampleIndices());
      case TRY_VALUES, TRY_VALUES_AND_INDICES ->
          // Of rank 1, which no pooling takes.
          new Example("_FUNC_(tensor(array(1f), array(1)), " + parameters + ")", "NULL");
      case ERROR -> new Example(call, "NULL");
    };
  }

  @Override
  public Expression plan(Arguments arguments) {
    Pool2d pool = operation.operation(arguments);
    StructType tensor = variant.failure().resultType(arguments.tensor(0), pool::outputDType);
    return arguments.call(
        PoolingFunctions.class,
        switch (variant) {
          case VALUES -> "pool";
          case TRY_VALUES -> "tryPool";
          case VALUES_AND_INDICES -> "poolWithIndices";
          case TRY_VALUES_AND_INDICES -> "tryPoolWithIndices";
          case ERROR -> "poolError";
        },
        resultType(tensor),
        variant.failure(),
        arguments.at(0),
        Expressions.constant(new Timed<>(pool), Timed.class));
  }

  private DataType resultType(StructType tensor) {
    return switch (variant) {
      case VALUES, TRY_VALUES -> tensor;
      case VALUES_AND_INDICES, TRY_VALUES_AND_INDICES ->
          new StructType(
              new StructField[] {
                new StructField("values", tensor, false, Metadata.empty()),
                new StructField("indices", TensorStruct.type(DType.INT64), false, Metadata.empty())
              });
      case ERROR -> DataTypes.StringType;
    };
  }
}
