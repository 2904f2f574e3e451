package io.sparkmaxpool.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://AKIAEXAMPLE:wJalrXUtnFEMI@bucket/data|s3a://***@bucket/data",
        "s3a://AKIAEXAMPLE:wJa/lrX+Utn=@bucket/data|s3a://***@bucket/data",
        "s3a:/AKIAEXAMPLE:wJalrXUtn@bucket/data|s3a:/***@bucket/data",
        "s3a://AKIAEXAMPLE@bucket/data|s3a://***@bucket/data",
        "hdfs://user:pw@namenode:8020/x|hdfs://***@namenode:8020/x",
        "hdfs://user:1234@namenode/x|hdfs://***@namenode/x",
        "HTTPS://ghp_abc@host/x|HTTPS://***@host/x",
        "no file: s3a://K:S@b/a and s3a://L:T@c/d|no file: s3a://***@b/a and s3a://***@c/d",
        "https://h/x?sig=Zm9v%3D&se=2026|https://h/x?sig=***&se=2026",
        "https://h/x?v=1&SIG=Zm9v|https://h/x?v=1&SIG=***",
        "https://h/x?X-Amz-Signature=00ff&X-Amz-Date=2|https://h/x?X-Amz-Signature=***&X-Amz-Date=2",
        "https://h/x?X-Amz-Credential=AK/2026/s3&v=1|https://h/x?X-Amz-Credential=***&v=1",
        "https://h/x?X-Amz-Security-Token=FwoG|https://h/x?X-Amz-Security-Token=***",
        "https://h/x?AWSAccessKeyId=AK&Signature=abc%3D#p|https://h/x?AWSAccessKeyId=***&Signature=***#p",
        "https://h/x?access_token=eyJ.abc;y=2|https://h/x?access_token=***;y=2",
        "'(https://h/x?api_key=abc)'|'(https://h/x?api_key=***)'",
        "https://h/x?q=1&client_secret=a b|https://h/x?q=1&client_secret=*** b",
        "fs.s3a.secret.key=abc/def+1|fs.s3a.secret.key=***",
        "spark.hadoop.fs.s3a.access.key: AKIA, x|spark.hadoop.fs.s3a.access.key: ***, x",
        "fs.azure.account.key.a.dfs.core.windows.net=Zm9v==|fs.azure.account.key.a.dfs.core.windows.net=***",
        "Map(path -> s3a://K:S@b/a, mode -> x)|Map(path -> s3a://***@b/a, mode -> x)",
      })
  void masksSecretsAndNothingElse(String text, String masked) {
    assertThat(Secrets.masked(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/cifar10",
        "/data/a@b:c/d@e.jpg",
        "file:///data/x@y.png",
        "hdfs://namenode:8020/dir/a@b/c",
        "hdfs://namenode:8020/a:b@c",
        "abfss://container@account.dfs.core.windows.net/data",
        "wasbs://container@account.blob.core.windows.net/data",
        "s3a://bucket/secret/token=3/password.jpg",
        "cat/token.jpg: decode corrupt: no EOI",
        "key: a string is wanted",
        "https://h/x?v=1&page=2",
        "kernel_size=3, stride=[2, 2]",
        "images:12@3",
        "",
      })
  void leavesAllElseAsItIs(String text) {
    assertThat(Secrets.masked(text)).isEqualTo(text);
  }

  @Test
  void masksWhatStandsInListsAndMapsAndByItsKey() {
    assertThat(
            Secrets.masked(
                Map.of(
                    "path", List.of("s3a://K:S@b/a", "x"),
                    "options", Map.of("auth-token", "abc", "split", "12"),
                    "max-pixels", 7L)))
        .isEqualTo(
            Map.of(
                "path", List.of("s3a://***@b/a", "x"),
                "options", Map.of("auth-token", "***", "split", "12"),
                "max-pixels", 7L));
  }
}
