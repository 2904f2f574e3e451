package io.sparkmaxpool.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Registers the functions with a session: {@code
 * spark.sql.extensions=io.sparkmaxpool.sql.MaxPoolExtensions}.
 */
public final class MaxPoolExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (SqlFunction function : SqlFunction.all()) {
      Function1<Seq<Expression>, Expression> builder =
          arguments ->
              function.plan(CollectionConverters.asJava(arguments).toArray(Expression[]::new));
      extensions.injectFunction(
          new Tuple3<>(new FunctionIdentifier(function.sqlName()), function.info(), builder));
    }
    return BoxedUnit.UNIT;
  }
}
