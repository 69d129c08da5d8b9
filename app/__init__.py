"""Escalade: an escalation desk whose procedures are BPMN diagrams."""
