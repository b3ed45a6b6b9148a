#!/bin/sh
# Makes models/balcony.onnx and models/balcony.json: draws scenes, trains, measures, writes the card.
#   models/training/train.sh            the model that ships (10 to 30 minutes on two cores)
#   models/training/train.sh --quick    a rough one, to see that everything works (about five minutes)
# PHOTOS: folder of photos (default ../shared/data/photos beside the repository). WORK: folder for scenes and caches.
set -eu
cd "$(dirname "$0")/../.."

PHOTOS=${PHOTOS:-../shared/data/photos}
WORK=${WORK:-artifacts/training}
EPOCHS=2 SCENES=5000
for argument in "$@"; do
    case "$argument" in
        --quick) EPOCHS=2 SCENES=1500 WORK="$WORK-quick" ;;
        *) echo "train.sh: '$argument' is not known; only --quick is" >&2; exit 2 ;;
    esac
done

# A python of one's own is often first on PATH, and has no torch: look where Debian puts it, too.
PYTHON=
for candidate in ${PYTHON3:-} /usr/bin/python3 python3; do
    if command -v "$candidate" > /dev/null && "$candidate" -c 'import torch, numpy, onnx, PIL' 2> /dev/null; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    echo "train.sh: no python3 with torch was found: sudo apt-get install python3-torch python3-numpy python3-onnx python3-pil" >&2
    exit 1
fi
echo "train.sh: $("$PYTHON" -c 'import sys, torch; print(sys.executable, "with torch", torch.__version__)')"
[ -d "$PHOTOS" ] || { echo "train.sh: there are no photos at '$PHOTOS': set PHOTOS" >&2; exit 1; }

draw() {
    [ -f "$WORK/$1/truth.jsonl" ] || dotnet run -c Release --project src/BirbCam.Monitor -- simulate --out "$WORK/$1" --seed "$2" --count "$3" --per-scene 4
}
mkdir -p "$WORK"
draw train 1 "$SCENES"
draw validation 2 800
draw test 3 1200

# On a machine that is busy, threads that spin while they wait for each other take the time from what they wait for.
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0
cd models/training
case "$PHOTOS" in /*) ;; *) PHOTOS="../../$PHOTOS" ;; esac
case "$WORK" in /*) ;; *) WORK="../../$WORK" ;; esac
nice -n 10 "$PYTHON" train.py --work "$WORK" --photos "$PHOTOS" --epochs "$EPOCHS"
nice -n 10 "$PYTHON" evaluate.py --work "$WORK" --photos "$PHOTOS" --models ..
