#!/bin/sh
# Runs the jobs of a sweep under GNU parallel (Debian: apt-get install parallel), a process for each job.
#   tools/sweep/parallel.sh SWEEP [options of parallel, as --jobs 4 or --sshloginfile hosts]
# Stopped and started again, it runs what is not done; jobs that are done say so and end at once.
set -eu
sweep=${1:?name the folder that "borad sweep plan" made}
shift
borad=${BORAD:-borad}
count=$(ls "$sweep/jobs" | wc -l)
# A process that computes for one job takes one processor: more threads would fight.
exec parallel --halt never --line-buffer "$@" "$borad sweep run '$sweep' --job {}" ::: $(seq "$count")
