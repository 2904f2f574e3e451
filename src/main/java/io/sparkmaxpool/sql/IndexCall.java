package io.sparkmaxpool.sql;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;

/** An operation on indices as a function, plain or with {@code try_}. */
record IndexCall(IndexOperation operation, Failure failure) implements SqlFunction {

  @Override
  public String sqlName() {
    return switch (failure) {
      case THROWS -> operation.torchName();
      case GIVES_NULL -> "try_" + operation.torchName();
    };
  }

  @Override
  public String usage() {
    return switch (failure) {
      case THROWS -> operation.usage();
      case GIVES_NULL -> operation.usage() + " NULL where the tensors do not suit.";
    };
  }

  @Override
  public String example() {
    return "> SELECT tensor_data(_FUNC_(%s));\n %s\n"
        .formatted(operation.exampleArguments(), operation.exampleResult());
  }

  @Override
  public Expression plan(Arguments arguments) {
    int tensors = operation.tensorCount();
    arguments.count(tensors + 1, tensors + operation.mostParameters());
    for (int i = 0; i < tensors; i++) {
      if (arguments.isNull(i)) {
        return Literal.create(null, TensorStruct.type());
      }
      arguments.tensor(i);
    }
    return operation.call(arguments, failure);
  }
}
