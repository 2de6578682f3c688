"""What an assistant may ask of rulesets: tools that only read, over one folder."""
