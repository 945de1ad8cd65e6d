"""The board of deals: columns of cards for the stages of a pipeline, moved by mouse and keyboard."""
