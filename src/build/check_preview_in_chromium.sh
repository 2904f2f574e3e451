#!/usr/bin/env bash
# Opens previews in a real Chromium, without JavaScript: in light, in dark and on a phone. Nothing may
# be asked of a network, logged as an error, wider than the window or undrawn, and what is pointed at
# or tapped must show its tooltip. Pictures of the pages go to target/preview.
#
#   src/build/check_preview_in_chromium.sh      needs Node.js and Chromium, or Debian's apt-get, as root
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly WORK=$PWD/target/preview
readonly PLAYWRIGHT=playwright-core@1.65.1

step() { printf '\n== %s\n' "$*"; }

mkdir -p "$WORK"
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [[ -z $chromium ]]; then
  step "Debian's Chromium"
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends chromium fonts-dejavu-core \
    >"$WORK/apt.log"
  chromium=$(command -v chromium)
fi
if ! command -v npm >/dev/null; then
  step "Debian's Node.js"
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends nodejs npm >"$WORK/apt-node.log"
fi
if [[ ! -d $WORK/node_modules/playwright-core ]]; then
  step "Playwright's driver"
  npm install --silent --no-save --no-audit --no-fund --prefix "$WORK" "$PLAYWRIGHT"
fi

step "Tables and their previews"
rm -rf "$WORK"/{cifar10,images,arrays,pictures}
env -u SPARK_HOME jobs/submit pool jobs/cifar10-maxpool.yaml --output "$WORK/cifar10" --preview 60
# Names that would be markup, and one that is too long for a line.
cp -R data/images "$WORK/pictures"
mv "$WORK/pictures/bird" "$WORK/pictures/<b>&\"birds'"
cp data/images/without-class.jpg "$WORK/pictures/cat/$(printf 'a-long-name-%.0s' {1..12}).jpg"
env -u SPARK_HOME jobs/submit pool jobs/images-maxpool.yaml --input "$WORK/pictures" --output "$WORK/images"
env -u SPARK_HOME jobs/submit preview "$WORK/images" --records 40
env -u SPARK_HOME jobs/submit pool --format npy --input src/test/resources/npy --dtype float32 --kernel-size 2 --stride 1 \
  --padding 1 --output "$WORK/arrays" --preview 60

step "Chromium"
NODE_PATH=$WORK/node_modules node src/build/check_preview_in_chromium.cjs "$chromium" "$WORK" cifar10 images arrays
