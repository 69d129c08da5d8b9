"""The static rules of BPMN 2.0.2: what a diagram must be before anybody thinks of running it.

``rules`` holds what is said, the modules beside it what is looked at, ``check.check_standard`` runs them all.
"""
