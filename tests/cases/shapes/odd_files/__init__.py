# make: fifo odd_files/pipe.py
# make: link odd_files/loop -> .
# make: link odd_files/dangling.py -> nowhere.py
# make: link odd_files/itself.py -> itself.py
# outcome odd_files.loop: skipped
# outcome odd_files.pipe: skipped
# outcome odd_files.dangling: skipped
# outcome odd_files.itself: skipped
"""Files that would hang or lead in circles."""
