namespace Sonde.ObjectFiles;

/// <summary>One attribute of an abbreviation; the constant is the value of <see cref="DwarfForm.ImplicitConstant"/>.</summary>
internal readonly struct DwarfAttributeForm(DwarfAttribute attribute, DwarfForm form, long constant)
{
    public DwarfAttribute Attribute => attribute;

    public DwarfForm Form => form;

    public long Constant => constant;
}
