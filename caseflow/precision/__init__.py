"""How closely a run knows a figure, what it would take to know it better, and whether its run-in was long enough."""
