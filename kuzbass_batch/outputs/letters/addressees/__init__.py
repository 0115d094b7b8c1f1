"""To whom a letter goes: names, posts and organisations in the case that it asks for."""
