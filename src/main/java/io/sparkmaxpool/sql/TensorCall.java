package io.sparkmaxpool.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** A function of tensors, or its {@code try_} twin. */
record TensorCall(TensorOperation operation, Failure failure) implements SqlFunction {
  @Override
  public String sqlName() {
    return failure == Failure.THROWS ? operation.sqlName() : "try_" + operation.sqlName();
  }

  @Override
  public List<Parameter> parameters() {
    return operation.description().parameters();
  }

  @Override
  public String meaning() {
    return failure == Failure.THROWS
        ? operation.description().meaning()
        : "As %s, but NULL where that fails for a row.".formatted(operation.sqlName());
  }

  @Override
  public Example example() {
    return failure == Failure.THROWS
        ? operation.description().example()
        : operation.description().tryExample();
  }

  @Override
  public Expression plan(Arguments arguments) {
    return operation.plan(arguments, failure);
  }
}
