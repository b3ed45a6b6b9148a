#!/bin/sh
# Makes models/balcony.onnx and models/balcony.json: draws scenes, asks the teacher, cuts animals out, trains, measures, writes the card.
#   models/training/train.sh            the model that ships (under two hours on two cores)
#   models/training/train.sh --quick    a rough one in WORK-quick/model, to see that everything works
# PHOTOS: folder of photos (default ../shared/data/photos beside the repository). TEACHER: the AIY birds model (default ../shared/models/…quant.tflite).
# OWN: a folder of your own pictures, named label1_label2_DATE.jpg or none_DATE.jpg. WORK: folder for scenes and caches.
set -eu
cd "$(dirname "$0")/../.."

PHOTOS=${PHOTOS:-../shared/data/photos}
TEACHER=${TEACHER:-../shared/models/mobilenet_v2_1.0_224_inat_bird_quant.tflite}
WORK=${WORK:-artifacts/training}
OWN=${OWN:-}
ROUNDS=3 EPOCHS=3 SCENES=2400 SEEDS=60,61,62 MODELS=models
for argument in "$@"; do
    case "$argument" in
        --quick) ROUNDS=1 EPOCHS=1 SCENES=400 SEEDS=60 WORK="$WORK-quick" MODELS="$WORK/model" ;;
        *) echo "train.sh: '$argument' is not known; only --quick is" >&2; exit 2 ;;
    esac
done

# A python of one's own is often first on PATH, and has no torch: look where Debian puts it, too.
PYTHON=
for candidate in ${PYTHON3:-} /usr/bin/python3 python3; do
    if command -v "$candidate" > /dev/null && "$candidate" -c 'import torch, numpy, onnx, PIL, cv2' 2> /dev/null; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    echo "train.sh: no python3 with torch was found: sudo apt-get install python3-torch python3-numpy python3-onnx python3-pil python3-opencv" >&2
    exit 1
fi
echo "train.sh: $("$PYTHON" -c 'import sys, torch; print(sys.executable, "with torch", torch.__version__)')"
[ -d "$PHOTOS" ] || { echo "train.sh: there are no photos at '$PHOTOS': set PHOTOS" >&2; exit 1; }
[ -f "$TEACHER" ] || { echo "train.sh: there is no teacher at '$TEACHER': set TEACHER" >&2; exit 1; }
[ -z "$OWN" ] || [ -d "$OWN" ] || { echo "train.sh: there is no folder '$OWN' (OWN)" >&2; exit 1; }

absolute() { case "$1" in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }
mkdir -p "$WORK/teacher" "$MODELS"
PHOTOS=$(absolute "$PHOTOS") WORK=$(absolute "$WORK") MODELS=$(absolute "$MODELS") HERE=$PWD/models/training
birbcam() { dotnet run -c Release --project src/BirbCam.Monitor -- "$@"; }
# On a machine that is busy, threads that spin while they wait for each other take the time from what they wait for.
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0
step() { name=$1; shift; (cd "$HERE" && nice -n 10 "$PYTHON" "$name.py" --work "$WORK" --photos "$PHOTOS" "$@"); }

draw() { [ -f "$WORK/$1/truth.jsonl" ] || birbcam simulate --out "$WORK/$1" --seed "$2" --count "$3" --per-scene 4 --empty 40; }
draw train 1 "$SCENES"
draw validation 2 400
draw test 3 800

[ -f "$WORK/teacher/aiy.json" ] || birbcam model import "$TEACHER" --name aiy --out "$WORK/teacher" --map config/aiy-birds.map
[ -f "$WORK/teacher.npz" ] || step teacher
[ -f "$WORK/cutouts/done" ] || step cutouts
[ -f "$WORK/balcony.pt" ] || step train --rounds "$ROUNDS" --epochs "$EPOCHS" ${OWN:+--own "$(absolute "$OWN")"}
step evaluate --models "$MODELS"

# The whole way from the gate to the sightings, with animals of the test split in scenes of other seeds, and clips on which nobody is seen.
step visitors --split test
CLIPS=${PHOTOS%/photos}/clips
birbcam bench sightings --model "$MODELS/balcony.onnx" --cutouts "$WORK/visitors/test" --seeds "$SEEDS" --json \
    $(for clip in composed/steam-alone.mp4 plume/hill-timelapse.mp4 nuisance/traffic.avi; do [ -f "$CLIPS/$clip" ] && echo "--nobody $CLIPS/$clip"; done) > "$WORK/sightings.json"
step pipeline --models "$MODELS"
