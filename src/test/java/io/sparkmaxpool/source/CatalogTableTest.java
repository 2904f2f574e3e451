package io.sparkmaxpool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sources as views, and as tables of Spark's catalog, which hands over more than options. */
@ExtendWith(SparkTest.class)
class CatalogTableTest {
  private final SparkSession spark;

  CatalogTableTest(SparkSession spark) {
    this.spark = spark;
  }

  @AfterEach
  void drop() {
    spark.sql("DROP TABLE IF EXISTS images_of_catalog");
  }

  private static String data(String name) {
    return Path.of("data", name).toAbsolutePath().toString();
  }

  private Row first(String query) {
    return spark.sql(query).head();
  }

  @Test
  void aTemporaryViewIsRead() {
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW seen USING cifar10 OPTIONS (path 'data/cifar10')");

    assertThat(first("SELECT count(*), count(image) FROM seen").toString()).isEqualTo("[500,500]");
  }

  @Test
  void aTableOfTheCatalogIsReadWithItsOptions() {
    spark.sql(
        "CREATE TABLE images_of_catalog USING `image-folder` OPTIONS (path '%s', mode 'DROPMALFORMED', 'max-pixels' '5000') TBLPROPERTIES ('made-by' 'me') COMMENT 'small ones'"
            .formatted(data("images")));

    assertThat(
            first(
                    "SELECT count(*), count(image), max(image.shape[1] * image.shape[2]) FROM images_of_catalog")
                .toString())
        .isEqualTo("[13,13,4800]");
  }

  @Test
  void aTableOfALocationIsReadAndDroppedWithoutItsFiles() {
    spark.sql(
        "CREATE TABLE images_of_catalog USING cifar10 LOCATION '%s'".formatted(data("cifar10")));
    assertThat(
            first(
                    "SELECT count(image), min(tensor_max(max_pool2d(image, 32))) FROM images_of_catalog")
                .getLong(0))
        .isEqualTo(500);

    spark.sql("DROP TABLE images_of_catalog");

    assertThat(Path.of("data/cifar10/data_batch_1.bin")).isRegularFile();
    assertThat(spark.catalog().tableExists("images_of_catalog")).isFalse();
  }

  @Test
  void aTableOfTheCatalogHasTheHiddenColumns() {
    spark.sql(
        "CREATE TABLE images_of_catalog USING `image-folder` OPTIONS (path '%s')"
            .formatted(data("images")));

    assertThat(
            first(
                    "SELECT key, image, _bad_record.stage, _bad_record.error FROM images_of_catalog WHERE _bad_record IS NOT NULL")
                .toString())
        .isEqualTo("[cat/cut-off.jpg,null,decode,truncated]");
  }

  @Test
  void wrongOptionsAreToldWhenItIsReadAndItCanBeDropped() {
    spark.sql(
        "CREATE TABLE images_of_catalog USING cifar10 OPTIONS (path '%s', layout 'CHW')"
            .formatted(data("cifar10")));

    assertThatThrownBy(() -> spark.table("images_of_catalog"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cifar10: unknown option layout; known are [max-pixels, mode, path, paths, split-size]");
    spark.sql("DROP TABLE images_of_catalog");
    assertThat(spark.catalog().tableExists("images_of_catalog")).isFalse();
  }

  @Test
  void columnsOfItsOwnAreRefused() {
    assertThatThrownBy(
            () ->
                spark.sql(
                    "CREATE TABLE images_of_catalog (a int) USING cifar10 OPTIONS (path '%s')"
                        .formatted(data("cifar10"))))
        .hasMessageContaining(
            "provider 'cifar10' does not support external metadata but a schema is provided");
  }
}
