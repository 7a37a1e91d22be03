"""Packs that leave the building: one content, written as PDF, slides and workbook."""
