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
#   sbatch --array=1-$(ls SWEEP/jobs | wc -l) tools/sweep/slurm.sh SWEEP [options of "borad sweep run"]
# SWEEP has to lie on a drive that all nodes share. Two minutes before its time is up a job writes a checkpoint and ends; submitted
# again, the array goes on from there, and elements that are done end at once. One whose worker is killed is put back into the queue.
set -u
sweep=${1:?name the folder that "borad sweep plan" made}
shift
borad=${BORAD:-borad}
stopped=
# In the background, so that this shell can hand the signal on.
$borad sweep run "$sweep" --job "$SLURM_ARRAY_TASK_ID" "$@" &
worker=$!
trap 'stopped=yes; kill -TERM $worker' TERM
while :; do
  wait $worker
  code=$?
  kill -0 $worker 2>/dev/null || break
done
# Killed from outside, as where memory ran out: its next worker goes on from the checkpoint. Three times, since it may happen again.
if [ $code -eq 137 ] && [ -z "$stopped" ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit $code
