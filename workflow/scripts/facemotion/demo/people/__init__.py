"""Generated people: MakeHuman's head mesh, their identities, action units and landmarks."""
