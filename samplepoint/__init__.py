"""samplepoint: registering people and samples at a mass-testing collection point, offline."""

__version__ = "0.1.0"
