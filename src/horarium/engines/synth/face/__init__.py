"""What stands between Medscheduler's arguments and frames and the engine."""
