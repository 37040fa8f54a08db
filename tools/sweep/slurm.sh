#!/bin/sh
#SBATCH --job-name=borad-sweep
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120
# An element of a Slurm array runs the job of its number:
#   sbatch --array=1-$(ls SWEEP/jobs | wc -l) tools/sweep/slurm.sh SWEEP
# SWEEP has to lie on a drive that all nodes share. Two minutes before its time is up a job writes a checkpoint and ends; submitted
# again, the array goes on from there, and elements that are done end at once.
set -u
sweep=${1:?name the folder that "borad sweep plan" made}
borad=${BORAD:-borad}
# In the background, so that this shell can hand the signal on.
$borad sweep run "$sweep" --job "$SLURM_ARRAY_TASK_ID" &
worker=$!
trap 'kill -TERM $worker' TERM
while :; do
  wait $worker
  code=$?
  kill -0 $worker 2>/dev/null || exit $code
done
