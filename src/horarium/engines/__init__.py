"""Pure problem solving: plain values in, plain values out, no database."""
