"""The Qt ends of devices: the only place of the window that knows the device floor."""
