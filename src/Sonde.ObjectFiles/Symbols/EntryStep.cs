namespace Sonde.ObjectFiles;

/// <summary>A value that is wanted, or some that are not.</summary>
/// <param name="Attribute">The attribute, or 0 where nothing is wanted.</param>
/// <param name="Form">How it is written, or 0 where <paramref name="Skip"/> says all.</param>
/// <param name="Skip">How many bytes to go over first.</param>
/// <param name="Constant">The value of <see cref="DwarfForm.ImplicitConstant"/>.</param>
internal readonly record struct EntryStep(DwarfAttribute Attribute, DwarfForm Form, int Skip, long Constant);
