"""The ten Cs: a panel of figures for each, of one customer or of all that the viewer sees."""
