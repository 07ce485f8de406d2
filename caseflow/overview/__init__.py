"""What the command line shows of runs and of configs: tables for people, plain data for programs."""
