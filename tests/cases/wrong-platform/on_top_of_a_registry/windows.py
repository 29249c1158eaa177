# outcome: raised
import winreg  # expect: wrong-platform winreg
