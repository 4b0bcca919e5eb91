"""Questionnaires: surveys and quizzes, written at a desk and answered by whoever takes part."""
