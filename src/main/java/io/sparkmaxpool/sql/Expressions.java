package io.sparkmaxpool.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Makes Spark's expressions, whose constructors take Scala's types. */
final class Expressions {
  private Expressions() {}

  /** A call of a static method that gives null only for a null argument. */
  static Expression call(Class<?> owner, String method, DataType type, Expression... arguments) {
    return call(owner, method, type, SqlFunction.Failure.THROWS, arguments);
  }

  /** A call of a static method. */
  static Expression call(
      Class<?> owner,
      String method,
      DataType type,
      SqlFunction.Failure failure,
      Expression... arguments) {
    return new StaticInvoke(
        owner,
        type,
        method,
        CollectionConverters.asScala(List.of(arguments)).toSeq(),
        CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
        true,
        failure == SqlFunction.Failure.GIVES_NULL,
        true,
        Option.empty());
  }

  /** An object that a task gets with the plan. */
  static Literal constant(Object value, Class<?> type) {
    return Literal.create(value, new ObjectType(type));
  }

  static Expression cast(Expression value, DataType type) {
    return new Cast(value, type, Option.empty(), Cast.apply$default$4());
  }

  /** An array of the same value twice. */
  static Expression pair(Expression value) {
    return new CreateArray(CollectionConverters.asScala(List.of(value, value)).toSeq(), false);
  }
}
