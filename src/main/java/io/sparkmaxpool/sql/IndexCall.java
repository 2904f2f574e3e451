package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
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
    Expression call(String operation, DataType type, Expression... arguments) {
      String method =
          switch (this) {
            case TENSOR -> operation;
            case TRY_TENSOR ->
                "try" + Character.toUpperCase(operation.charAt(0)) + operation.substring(1);
            case ERROR -> operation + "Error";
          };
      return Expressions.call(PoolingFunctions.class, method, type, failure, arguments);
    }
  }

  @Override
  public String sqlName() {
    return variant.prefix + operation.torchName() + variant.suffix;
  }

  @Override
  public String usage() {
    return operation.usage()
        + switch (variant) {
          case TENSOR -> "";
          case TRY_TENSOR -> " NULL where the tensors do not suit.";
          case ERROR -> " Here: the text that it fails with, or NULL.";
        };
  }

  @Override
  public String example() {
    String call = "_FUNC_(" + operation.exampleArguments() + ")";
    return switch (variant) {
      case TENSOR, TRY_TENSOR ->
          "> SELECT tensor_data(%s);\n %s\n".formatted(call, operation.exampleResult());
      case ERROR -> "> SELECT %s;\n NULL\n".formatted(call);
    };
  }

  @Override
  public Expression plan(Arguments arguments) {
    int tensors = operation.tensorCount();
    arguments.count(tensors + 1, tensors + operation.mostParameters());
    for (int i = 0; i < tensors; i++) {
      if (arguments.isNull(i)) {
        return Literal.create(
            null, variant.resultType(TensorStruct.type(), UnaryOperator.identity()));
      }
      arguments.tensor(i);
    }
    return operation.call(arguments, variant);
  }
}
