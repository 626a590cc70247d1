# the application
