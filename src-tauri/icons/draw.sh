#!/bin/sh
# Draws the window's icons from ui/public/icon.svg. Needs rsvg-convert (librsvg2-bin) and ImageMagick.
set -eu
cd "$(dirname "$0")"
drawing=../../ui/public/icon.svg

draw() {
  rsvg-convert --width "$1" --height "$1" "$drawing" --output "$2"
}

draw 32 32x32.png
draw 128 128x128.png
draw 256 128x128@2x.png
draw 512 icon.png

small=$(mktemp -d)
trap 'rm -r "$small"' EXIT
for size in 16 24 32 48 64 256; do draw "$size" "$small/$size.png"; done
convert "$small"/*.png icon.ico
