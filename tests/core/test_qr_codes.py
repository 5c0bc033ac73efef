from thuis_app.core.qr_codes import qr_code


def test_the_square_is_dark_in_its_three_corners_and_has_a_quiet_border() -> None:
    qr = qr_code("otpauth://totp/Thuis:griet@example.org?secret=JBSWY3DPEHPK3PXP")

    assert qr.path.startswith("M4 4h7v1h-7z")
    assert f"M{qr.size - 11} 4h7v1h-7z" in qr.path
    assert f"M4 {qr.size - 5}h7v1h-7z" in qr.path
