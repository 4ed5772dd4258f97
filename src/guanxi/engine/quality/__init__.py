"""How good the data is: measured by night, owner by owner; each measure is a filter that leaves what is to mend."""
