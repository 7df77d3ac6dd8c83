"""Hypothesis profiles, chosen by the environment variable SNSFILTER_PROFILE."""

import os

from hypothesis import HealthCheck, settings

# No verdict may depend on how busy the machine is: neither a deadline nor the health check that measures time.
TIMELESS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("dev", TIMELESS, max_examples=100)
settings.register_profile("ci", TIMELESS, max_examples=500, derandomize=True)
settings.register_profile("cover", TIMELESS, max_examples=100, derandomize=True)
settings.register_profile("deep", TIMELESS, max_examples=20_000)
settings.load_profile(os.environ.get("SNSFILTER_PROFILE", "dev"))
