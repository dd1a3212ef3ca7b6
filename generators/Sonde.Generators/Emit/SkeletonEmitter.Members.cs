using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const string BpfObject = "global::Sonde.Bpf.BpfObject";

    private void WriteMembers()
    {
        WriteConstructor();
        _writer.Line();
        _writer.Doc("The object as it was opened, for what has no typed member here.");
        _writer.Line($"public {BpfObject} Object {{ get; }}");
        _writer.Line();
        _writer.Doc("The maps of the object.");
        _writer.Line("public MapSet Maps { get; }");
        _writer.Line();
        _writer.Doc("The programs of the object.");
        _writer.Line("public ProgramSet Programs { get; }");
        _writer.Line();
        foreach (SkeletonSection section in _skeleton.Sections)
            WriteSectionProperty(section);
        WriteOpen();
        if (_skeleton.Tables.Count > 0)
            WriteOpenWithTables();
        WriteForward("Has the kernel verify and load the programs and create the maps.", "void Load()", "Object.Load()");
        WriteForward("Attaches every program whose section says where to.", "global::Sonde.Bpf.BpfLinks Attach()", "Object.Attach()");
        WriteForward("Detaches the programs and frees the object.", "void Dispose()", "Object.Dispose()");
        WriteForward(
            "Does what <see cref=\"Dispose\"/> does, and completes when the kernel has let go of all links.",
            "global::System.Threading.Tasks.ValueTask DisposeAsync()",
            "Object.DisposeAsync()");
    }

    private void WriteConstructor()
    {
        _writer.Line($"private {_className}({BpfObject} bpfObject)");
        _writer.Open();
        _writer.Line("Object = bpfObject;");
        _writer.Line("try");
        _writer.Open();
        foreach (SkeletonLayout layout in _skeleton.Layouts)
            WriteLayout("bpfObject", layout);
        foreach (string type in _skeleton.KernelTypes)
            _writer.Line($"bpfObject.RequireKernelLayout({Quote.Literal(type)});");
        _writer.Line("Maps = new MapSet(bpfObject);");
        _writer.Line("Programs = new ProgramSet(bpfObject);");
        _writer.Close();
        _writer.Line("catch");
        _writer.Open();
        _writer.Line("bpfObject.Dispose();");
        _writer.Line("throw;");
        _writer.Close();
        _writer.Close();
    }

    private void WriteLayout(string checker, SkeletonLayout layout) => _writer.Line(
        $"{checker}.RequireLayout({Quote.Literal(layout.CName)}, global::System.Runtime.CompilerServices.Unsafe.SizeOf<{layout.Type}>(), "
        + $"{Quote.Literal(layout.Fields)});");

    private void WriteSectionProperty(SkeletonSection section)
    {
        if (section.Name == ".kconfig")
        {
            _writer.Doc("What the program asks of the kernel's configuration, from <see cref=\"Load\"/> on.");
            _writer.Line($"public ref readonly {section.Type.Name} {section.Property}");
            _writer.Body($"ref Object.ReadGlobals<{section.Type.Name}>({Quote.Literal(section.Name)})");
            _writer.Line();
            return;
        }

        bool isConstant = section.Name.StartsWith(".rodata", StringComparison.Ordinal);
        _writer.Doc(isConstant
            ? $"The constants of section {Quote.Code(section.Name)}: set them before <see cref=\"Load\"/>, which freezes them."
            : $"The variables of section {Quote.Code(section.Name)}.");
        _writer.Line($"public ref {section.Type.Name} {section.Property}");
        _writer.Body($"ref Object.GetGlobals<{section.Type.Name}>({Quote.Literal(section.Name)})");
        _writer.Line();
    }

    private void WriteOpen()
    {
        _writer.Doc("Opens the object that is embedded in this assembly. Nothing is in the kernel before <see cref=\"Load\"/>.");
        _writer.Line("/// <param name=\"options\">How to open it, or null for the defaults.</param>");
        _writer.Line($"public static {_className} Open(global::Sonde.Bpf.BpfOpenOptions? options = null)");
        string resource = Quote.Literal(_skeleton.Settings.ResourceName);
        _writer.Body($"new({BpfObject}.OpenResource(typeof({_className}).Assembly, {resource}, options))");
    }

    private void WriteForward(string doc, string signature, string expression)
    {
        _writer.Line();
        _writer.Doc(doc);
        _writer.Line($"public {signature}");
        _writer.Body(expression);
    }
}
