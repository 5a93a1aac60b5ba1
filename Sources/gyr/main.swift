print("gyr")
