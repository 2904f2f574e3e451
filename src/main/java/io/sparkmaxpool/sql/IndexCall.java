package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** An operation on indices as a function, in one of its variants. */
record IndexCall(IndexOperation operation, Variant variant) implements SqlFunction {

  /** What a function gives, and what its name adds to PyTorch's. */
  enum Variant {
    TENSOR("", "", Failure.THROWS),
    TRY_TENSOR("try_", "", Failure.GIVES_NULL),
    ERROR("", "_error", Failure.GIVES_NULL);

    private final String prefix;
    private final String suffix;
    private final Failure failure;

    Variant(String prefix, String suffix, Failure failure) {
      this.prefix = prefix;
      this.suffix = suffix;
      this.failure = failure;
    }

    /** The type of what comes of a tensor. */
    DataType resultType(StructType tensor, UnaryOperator<DType> rule) {
      return this == ERROR ? DataTypes.StringType : failure.resultType(tensor, rule);
    }

    /** A call of the variant's method of {@link PoolingFunctions}. */
    Expression call(Arguments arguments, String operation, DataType type, Expression... children) {
      String method = this == ERROR ? operation + "Error" : failure.method(operation);
      return arguments.call(PoolingFunctions.class, method, type, failure, children);
    }
  }

  @Override
  public String sqlName() {
    return variant.prefix + operation.torchName() + variant.suffix;
  }

  @Override
  public List<Parameter> parameters() {
    return operation.parameters();
  }

  @Override
  public String meaning() {
    return switch (variant) {
      case TENSOR -> operation.meaning();
      case TRY_TENSOR ->
          "As %s, but NULL where the tensors do not suit.".formatted(operation.torchName());
      case ERROR ->
          "The text that %s fails with for these tensors, or NULL."
              .formatted(operation.torchName());
    };
  }

  @Override
  public Example example() {
    return switch (variant) {
      case TENSOR ->
          new Example(
              "tensor_data(_FUNC_(%s))".formatted(operation.exampleArguments("3L")),
              operation.exampleResult());
      // Indices that are no int64.
      case TRY_TENSOR ->
          new Example("_FUNC_(%s)".formatted(operation.exampleArguments("3f")), "NULL");
      case ERROR -> new Example("_FUNC_(%s)".formatted(operation.exampleArguments("3L")), "NULL");
    };
  }

  @Override
  public Expression plan(Arguments arguments) {
    return operation.call(arguments, variant);
  }
}
