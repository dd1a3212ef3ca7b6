using System.Text;

namespace Sonde.Generators.Emit;

/// <summary>Indented C# text with line feeds, the same on every machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _level;

    public void Line(string text = "")
    {
        if (text.Length != 0)
            _text.Append(' ', _level * 4).Append(text);
        _text.Append('\n');
    }

    public void Open()
    {
        Line("{");
        _level++;
    }

    public void Close()
    {
        _level--;
        Line("}");
    }

    /// <summary>An expression body, on its own line.</summary>
    public void Body(string expression)
    {
        _level++;
        Line($"=> {expression};");
        _level--;
    }

    /// <summary>A summary; <paramref name="xml"/> is written as it is.</summary>
    public void Doc(string xml) => Line($"/// <summary>{xml}</summary>");

    public override string ToString() => _text.ToString();
}
