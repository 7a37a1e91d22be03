"""What the pages of measures show, as plain values."""
