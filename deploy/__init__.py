"""Running matchloop's services, on one machine or several."""
